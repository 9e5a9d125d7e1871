package org.blockwright.data.decode;

import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.DataException;

/** A source whose decoded image may be in {@link DecodedImages}, which guards the fields. */
final class SharedSource extends ImageSource {
  private final ImageSource source;
  private final DecodedImages images;
  private Optional<Image> kept = Optional.empty();

  SharedSource(ImageSource source, DecodedImages images) {
    this.source = source;
    this.images = images;
  }

  Optional<Image> kept() {
    return kept;
  }

  void keep(Image image) {
    kept = Optional.of(image);
  }

  void forget() {
    kept = Optional.empty();
  }

  @Override
  Image decode(Background background) throws DecodeException {
    if (background != Background.BLACK) {
      return source.decode(background);
    }
    Optional<Image> found = images.find(this);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      Image image = source.decode(background);
      images.add(this, image);
      return image;
    } catch (OutOfMemoryError e) {
      images.clear();
      throw e;
    }
  }

  @Override
  public Optional<Path> file() {
    return source.file();
  }

  @Override
  public long fileSize() {
    return source.fileSize();
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public ImageSource named(String name) {
    return source.named(name);
  }

  @Override
  String check() throws DecodeException {
    return source.check();
  }

  @Override
  DataException undecodable(DecodeException cause) {
    return source.undecodable(cause);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedSource that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
