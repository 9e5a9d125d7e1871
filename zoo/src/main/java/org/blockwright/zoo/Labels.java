package org.blockwright.zoo;

import java.util.List;
import java.util.stream.IntStream;

/** Default class labels. */
public final class Labels {
  /** The 1000 classes of ImageNet, numbered in the order of the published weights. */
  static final List<String> IMAGENET = numbered(1000);

  /** Classes of the article's X-ray images. */
  static final List<String> COVID = List.of("COVID-19", "NORMAL", "PNEUMONIA");

  /** Classes of the article's other images. */
  static final List<String> CATS_AND_DOGS = List.of("cat", "dog");

  private Labels() {}

  /** Returns labels for {@code n} unnamed classes: class0, class1, ... */
  public static List<String> numbered(int n) {
    return IntStream.range(0, n).mapToObj(i -> "class" + i).toList();
  }
}
