"""What changes associations: structure, invitations, memberships, decisions of two people, partnerships."""
