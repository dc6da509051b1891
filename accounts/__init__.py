"""Who signs in: accounts, second factor, own sign-ins."""
