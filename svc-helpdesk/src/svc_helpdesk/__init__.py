"""svc-helpdesk: answers from knowledge that cites its item, and a way to a person for everything else."""
