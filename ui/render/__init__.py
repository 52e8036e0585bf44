"""From records to HTML. Pure functions; everything that comes from an article, a file name or the model is escaped."""
