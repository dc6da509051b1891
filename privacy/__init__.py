"""For data protection officers: who did and saw what on a file, who could see it, proof that the record is whole."""
