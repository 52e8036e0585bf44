"""The bundled newspaper, the invented "Auenheimer Bote"; `python -m demo` asks it five questions."""
