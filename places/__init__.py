"""Communes, départements, intercommunal bodies: where people live and services reach."""
