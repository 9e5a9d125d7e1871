package org.blockwright.zoo;

import java.util.List;
import java.util.stream.IntStream;

/** What outputs mean where nobody says otherwise. */
public final class Labels {
  /** The 1000 classes of ImageNet in the order of its published weights, by number. */
  static final List<String> IMAGENET = numbered(1000);

  /** The article's X-ray pictures. */
  static final List<String> COVID = List.of("COVID-19", "NORMAL", "PNEUMONIA");

  /** The article's other pictures. */
  static final List<String> CATS_AND_DOGS = List.of("cat", "dog");

  private Labels() {}

  /** Labels for outputs that have no names: class0, class1, and so on. */
  public static List<String> numbered(int n) {
    return IntStream.range(0, n).mapToObj(i -> "class" + i).toList();
  }
}
