package org.blockwright.data.copies;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DataException;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.Resize;

/**
 * Shows images and their copies as one image: a row for each image, which begins with the image
 * itself. Cells are square; images keep their aspect ratio, on gray.
 */
public final class ContactSheet {
  private static final int GAP = 4;
  private static final byte BACKGROUND = (byte) 128;

  private ContactSheet() {}

  /**
   * Writes a sheet as PNG.
   *
   * @param images files of images; keys of the random numbers are their names
   * @param recipe how copies are made
   * @param seed the seed of the copies
   * @param side the height and width of a cell in pixels
   * @throws UsageException if there are no images
   * @throws DataException if an image cannot be decoded
   * @throws StorageException if the file cannot be written
   */
  public static void write(List<Path> images, Recipe recipe, long seed, int side, Path file) {
    if (images.isEmpty()) {
      throw CopyProblems.noImages();
    }
    List<List<Image>> rows = new ArrayList<>();
    for (Path path : images) {
      Image image = Decoder.decode(path);
      List<Image> row = new ArrayList<>(List.of(image));
      String key = path.getFileName().toString();
      recipe.names().forEach(name -> row.add(recipe.copy(image, name, seed, key).overBlack()));
      rows.add(row);
    }
    byte[] png = PngBytes.of(of(rows, side));
    AtomicFiles.write(file, temporary -> Files.write(temporary, png));
  }

  /** Arranges images, as many in each row, in cells of a height and width. */
  static Image of(List<List<Image>> rows, int side) {
    int columns = rows.get(0).size();
    int width = columns * (side + GAP) + GAP;
    int height = rows.size() * (side + GAP) + GAP;
    byte[] out = new byte[3 * width * height];
    Arrays.fill(out, BACKGROUND);
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns; c++) {
        Image image = fitted(rows.get(r).get(c), side);
        int top = GAP + r * (side + GAP) + (side - image.height()) / 2;
        int left = GAP + c * (side + GAP) + (side - image.width()) / 2;
        byte[] samples = image.rgb().toBytes();
        for (int y = 0; y < image.height(); y++) {
          System.arraycopy(
              samples,
              3 * y * image.width(),
              out,
              3 * ((top + y) * width + left),
              3 * image.width());
        }
      }
    }
    return Image.of(height, width, 3, out);
  }

  private static Image fitted(Image image, int side) {
    double scale = (double) side / Math.max(image.height(), image.width());
    return Resize.bilinear(
        image,
        Math.max(1, (int) Math.round(image.height() * scale)),
        Math.max(1, (int) Math.round(image.width() * scale)));
  }
}
