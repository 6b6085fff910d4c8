"""Who is told of a run, and how."""
