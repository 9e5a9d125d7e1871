package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image of 4 x 5 x 3 bytes, whose file is deleted after it was decoded. */
class DecodedImagesTest {
  private static final int BYTES = 60;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeImage() throws IOException {
    file = folder.resolve("a.png");
    BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0xff8040);
    ImageIO.write(image, "png", file.toFile());
  }

  private static Image decode(ImageSource source) {
    return Decoder.decode(source, UnaryOperator.identity());
  }

  @Test
  void anImageOfTheFirstPassIsTakenOnce() throws IOException {
    DecodedImages images = new DecodedImages(BYTES);
    ImageSource shared = images.share(ImageSource.of(file));
    Image first = decode(shared);
    Files.delete(file);

    // Also twice in the first pass.
    assertThat(decode(shared)).isSameAs(first);
    images.take();
    assertThat(decode(shared)).isSameAs(first);
    assertThatThrownBy(() -> decode(shared)).isInstanceOf(DataException.class);
  }

  @Test
  void imagesWithoutRoomAreDecodedAgain() {
    DecodedImages images = new DecodedImages(BYTES);
    ImageSource one = images.share(ImageSource.of(file));
    ImageSource other = images.share(ImageSource.of(file));
    Image first = decode(one);
    Image second = decode(other);

    assertThat(decode(one)).isSameAs(first);
    assertThat(decode(other)).isNotSameAs(second);
    assertThat(decode(other).samples()).isEqualTo(first.samples());
  }

  @Test
  void imagesOfLaterPassesAreNotKept() throws IOException {
    DecodedImages images = new DecodedImages(BYTES);
    ImageSource shared = images.share(ImageSource.of(file));
    images.take();
    decode(shared);
    Files.delete(file);

    assertThatThrownBy(() -> decode(shared)).isInstanceOf(DataException.class);
  }

  @Test
  void sharedSourceHasTheFileNameAndSizeOfItsSource() throws IOException {
    ImageSource shared = new DecodedImages(0).share(ImageSource.of(file));

    assertThat(shared.file()).contains(file);
    assertThat(shared.name()).isEqualTo(file.toString());
    assertThat(shared.fileSize()).isEqualTo(Files.size(file));
    assertThat(Decoder.check(shared)).isEqualTo(Decoder.check(ImageSource.of(file)));
  }
}
