"""Side-by-side measurements. ``make bench`` prints ratios; nothing here is a test."""
