"""What happens on each event of the page. No Gradio in here: names of components in, their new contents out."""
