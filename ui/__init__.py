"""The page: `build_app(archive)` and `serve_page(archive)` in `ui.app`, the command in `ui.__main__`."""
