package org.blockwright.data.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps decoded images from one pass over a dataset to the next, so that both decode each file
 * once: the audit before a training decodes the images, and the first epoch takes them. An image is
 * kept until it is taken, as long as there is room for it; others are decoded again.
 *
 * <pre>{@code
 * DecodedImages decoded = DecodedImages.inHeap();
 * Dataset shared = data.sharing(decoded);
 * Audit audit = Audit.of(shared, progress);   // decodes the images and keeps them
 * decoded.take();
 * trainer.train(model, shared, validation);   // takes them
 * }</pre>
 */
public final class DecodedImages {
  private static final int FRACTION_OF_HEAP = 8;

  private final long maxBytes;
  private final List<SharedSource> sources = new ArrayList<>();
  private long bytes;
  private boolean keeping = true;

  /** Creates a store that keeps as many images as fit. */
  DecodedImages(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Creates a store for an eighth of the heap. */
  public static DecodedImages inHeap() {
    return new DecodedImages(Runtime.getRuntime().maxMemory() / FRACTION_OF_HEAP);
  }

  /** Returns a source that is decoded as another one, and shares the result. */
  public synchronized ImageSource share(ImageSource source) {
    SharedSource shared = new SharedSource(source, this);
    sources.add(shared);
    return shared;
  }

  /** Ends the first pass: from now on, an image that is decoded is no longer kept. */
  public synchronized void take() {
    keeping = false;
  }

  /** Forgets all images; they are decoded again. */
  public synchronized void clear() {
    sources.forEach(SharedSource::forget);
    bytes = 0;
    keeping = false;
  }

  /** Returns an image that is kept; after the first pass it is kept no longer. */
  synchronized Optional<Image> find(SharedSource source) {
    Optional<Image> kept = source.kept();
    if (!keeping && kept.isPresent()) {
      source.forget();
      bytes -= kept.get().bytes();
    }
    return kept;
  }

  /** Keeps an image if there is room for it. */
  synchronized void add(SharedSource source, Image image) {
    if (keeping && source.kept().isEmpty() && bytes + image.bytes() <= maxBytes) {
      source.keep(image);
      bytes += image.bytes();
    }
  }
}
