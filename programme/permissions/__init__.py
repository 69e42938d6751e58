"""Who may do what; the same predicates serve services, views and templates."""
