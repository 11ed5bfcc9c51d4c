"""The press: releases written from facts, and any text checked against them."""
