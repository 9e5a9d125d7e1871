package org.blockwright.data.copies;

import com.google.common.collect.ImmutableList;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Image;

/**
 * How copies of an image are made. A copy is a function of the seed, the key of the image and the
 * name of the copy.
 */
public sealed interface Recipe permits ArticleRecipe, StepsRecipe {

  /** The copies of the article: rotated, reflected, cropped and blurred. */
  String ARTICLE = "article";

  /** Returns the names of the copies, which are appended to the names of files. */
  ImmutableList<String> names();

  /**
   * Makes a copy.
   *
   * @param image the decoded image
   * @param name one of {@link #names()}
   * @param seed the seed of all copies
   * @param key the path of the image in its dataset
   */
  ImageCopy copy(Image image, String name, long seed, String key);

  /** Returns the text form, which {@link #parse} reads, with the number of copies. */
  @Override
  String toString();

  /**
   * Returns the recipe of a text.
   *
   * @param text {@code article}, {@code article=left-right} to reflect only the sides, or the text
   *     form of an {@link Augmentation}
   * @param copies the number of copies of each image, at least 1; the article has four
   * @throws UsageException if the text is neither, or the augmentation has no steps
   */
  static Recipe parse(String text, int copies) {
    if (text.equals(ARTICLE)) {
      return new ArticleRecipe(false);
    }
    if (text.equals(ARTICLE + "=left-right")) {
      return new ArticleRecipe(true);
    }
    return new StepsRecipe(Augmentation.parse(text), copies);
  }
}
