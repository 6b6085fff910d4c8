"""The bundled fixture sites and the loopback server that shows them."""
