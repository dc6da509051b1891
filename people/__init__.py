"""Young people and their representatives: tables, forms and search index, no page of their own."""
