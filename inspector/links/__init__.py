"""Links, each asked once and confirmed before it is called broken: ``checker`` is the way in."""
