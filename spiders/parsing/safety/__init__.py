"""What may harm the reader of a page or its office: candidates for a person's review, never verdicts.

Each reader is tuned for precision: what it raises must be worth a person's time.
"""
