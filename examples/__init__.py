"""A small web to try the crawler on: pages, a server for them, and one night over all of it."""
