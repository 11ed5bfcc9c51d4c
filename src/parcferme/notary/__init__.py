"""The notary: seals a result from a folder, verifies it by working it out again, keeps the keys."""
