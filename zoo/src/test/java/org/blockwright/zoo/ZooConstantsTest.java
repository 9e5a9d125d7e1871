package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.blockwright.dsl.CutPoint;
import org.junit.jupiter.api.Test;

/** The constants of {@link Zoo} are its networks, and those of a network's class its cut points. */
class ZooConstantsTest {
  @Test
  void constantsAreAllNetworksInOrder() throws ReflectiveOperationException {
    List<ZooModel> constants = constants(Zoo.class, ZooModel.class);

    assertThat(constants).containsExactlyElementsOf(Zoo.models());
    for (ZooModel model : Zoo.models()) {
      String name = model.name().toUpperCase(Locale.ROOT).replaceAll("[-.]", "_");
      assertThat(Zoo.class.getField(name).get(null)).isSameAs(model);
    }
  }

  @Test
  void everyNetworkOfThePackageIsInTheZoo() throws Exception {
    List<ZooModel> declared = new ArrayList<>();
    for (Class<?> type : networkClasses()) {
      declared.addAll(constants(type, ZooModel.class));
    }

    assertThat(declared).containsExactlyInAnyOrderElementsOf(Zoo.models());
  }

  @Test
  void cutPointsAreConstantsOfTheClassOfTheirNetwork() throws Exception {
    for (Class<?> type : networkClasses()) {
      List<String> names =
          constants(type, ZooModel.class).stream()
              .flatMap(model -> model.cutPoints().stream())
              .map(CutPoint::name)
              .distinct()
              .toList();

      assertThat(constants(type, String.class)).as(type.getName()).containsExactlyElementsOf(names);
    }
  }

  private static <T> List<T> constants(Class<?> type, Class<T> valueType)
      throws IllegalAccessException {
    List<T> values = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == valueType) {
        field.setAccessible(true);
        values.add(valueType.cast(field.get(null)));
      }
    }
    return values;
  }

  /** Returns all classes that declare networks, except {@link Zoo}. */
  private static List<Class<?>> networkClasses()
      throws IOException, URISyntaxException, ReflectiveOperationException {
    Path root = Path.of(Zoo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve("org/blockwright/zoo"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.matches("[A-Za-z0-9]+\\.class")) {
          continue;
        }
        Class<?> type = Class.forName("org.blockwright.zoo." + name.replace(".class", ""));
        if (type != Zoo.class && !constants(type, ZooModel.class).isEmpty()) {
          classes.add(type);
        }
      }
    }
    return classes;
  }
}
