"""Pages of referrals, and of transfers."""
