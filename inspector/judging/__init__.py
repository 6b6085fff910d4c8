"""From the store to scorecards, and what a gate makes of one."""
