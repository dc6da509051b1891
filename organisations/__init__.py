"""Networks, associations, teams, memberships, roles and the agreements between associations."""
