"""The programme's lists, declared for csplan.registers."""
