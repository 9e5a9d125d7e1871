package org.blockwright.base;

/** A file or folder cannot be read or written: fix the path, the permissions or the disk. */
public final class StorageException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
