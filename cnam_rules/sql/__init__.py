"""SQL as trees: what every dialect can say (`nodes`), and how each says it (`dialects`)."""
