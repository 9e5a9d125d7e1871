package org.blockwright.weights.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

/** The XDG base directory specification, Apple's and Microsoft's conventions. */
class PlatformFoldersTest {
  private static final Path HOME = Path.of("/home/ada");

  private static PlatformFolders of(String os, Map<String, String> environment) {
    return PlatformFolders.of(os, environment, HOME);
  }

  @Test
  void linuxUsesXdgFolders() {
    assertThat(of("Linux", Map.of()))
        .isEqualTo(
            new PlatformFolders(
                HOME.resolve(".cache/blockwright"), HOME.resolve(".config/blockwright")));
    assertThat(of("Linux", Map.of("XDG_CACHE_HOME", "/c", "XDG_CONFIG_HOME", "/d")))
        .isEqualTo(new PlatformFolders(Path.of("/c/blockwright"), Path.of("/d/blockwright")));
  }

  @Test
  void relativeAndEmptyXdgFoldersAreIgnored() {
    assertThat(of("Linux", Map.of("XDG_CACHE_HOME", "cache", "XDG_CONFIG_HOME", "")))
        .isEqualTo(of("Linux", Map.of()));
  }

  @Test
  void macUsesLibrary() {
    assertThat(of("Mac OS X", Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(
            new PlatformFolders(
                HOME.resolve("Library/Caches/blockwright"),
                HOME.resolve("Library/Application Support/blockwright")));
  }

  @Test
  void windowsUsesAppData() {
    assertThat(of("Windows 11", Map.of("LOCALAPPDATA", "/local", "APPDATA", "/roaming")))
        .isEqualTo(
            new PlatformFolders(
                Path.of("/local/blockwright/cache"), Path.of("/roaming/blockwright")));
    assertThat(of("Windows 11", Map.of()).cache())
        .isEqualTo(HOME.resolve("AppData/Local/blockwright/cache"));
  }

  @Test
  void variablesOfThisProjectReplaceTheConvention() {
    PlatformFolders folders =
        of(
            "Mac OS X",
            Map.of("BLOCKWRIGHT_CACHE", "/fast/cache", "BLOCKWRIGHT_CONFIG", "/etc/blockwright"));

    assertThat(folders.weights()).isEqualTo(Path.of("/fast/cache/weights"));
    assertThat(folders.weightsFile()).isEqualTo(Path.of("/etc/blockwright/weights.yaml"));
  }

  @Test
  void variableThatIsNoPathIsRejected() {
    Map<String, String> environment = Map.of("BLOCKWRIGHT_CACHE", "/a\0b");
    assertThatThrownBy(() -> of("Linux", environment))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "BLOCKWRIGHT_CACHE is \"/a\0b\", which is not a path. Set it to a folder, or remove it.");
  }
}
