"""Records of a source become rows: found again, joined, merged, published, withdrawn."""
