package org.blockwright.training.features;

import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Hashes of arrays, to compare their bits without a copy. */
public final class Hashes {
  static final HashFunction FUNCTION = Hashing.murmur3_128();

  private Hashes() {}

  /** Returns the hash of the values of an array in C order. */
  public static HashCode of(INDArray array) {
    INDArray copy = array.dup('c');
    try {
      return FUNCTION.hashBytes(copy.data().asNio());
    } finally {
      copy.close();
    }
  }
}
