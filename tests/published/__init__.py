"""Published timing files against their official results. The files lie outside the project (PARCFERME_PUBLISHED)."""
