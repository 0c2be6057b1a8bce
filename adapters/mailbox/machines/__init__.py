"""What no person wrote: delivery reports, automatic replies, lists; by tables of habits."""
