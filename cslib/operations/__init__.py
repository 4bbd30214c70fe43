"""What a service desk computes with: metrics, deadlines, promotions, staffing, customers, templates."""
