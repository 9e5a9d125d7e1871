package org.blockwright.training.features;

import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells arrays apart bit by bit, without keeping them. */
public final class Hashes {
  static final HashFunction FUNCTION = Hashing.murmur3_128();

  private Hashes() {}

  /** The hash of an array's numbers in the order of its places. */
  public static HashCode of(INDArray array) {
    INDArray whole = array.dup('c');
    try {
      return FUNCTION.hashBytes(whole.data().asNio());
    } finally {
      whole.close();
    }
  }
}
