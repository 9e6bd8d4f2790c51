"""Keys and signatures: vault slots, tokens, certificates, signing, envelopes."""
