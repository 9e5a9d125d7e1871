package org.blockwright.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, as recorded by the build. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/blockwright.properties")) {
      properties.load(in);
    }
    return new String[] {
      "blockwright %s, Java %s"
          .formatted(properties.getProperty("version"), System.getProperty("java.version"))
    };
  }
}
