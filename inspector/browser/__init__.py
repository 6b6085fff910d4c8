"""The browser: where it is, pages that only a script fills, pictures for reports."""
