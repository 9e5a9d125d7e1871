package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Runs the Java snippets of a page as one program: in order, with shared variables. A snippet that
 * is a class with a main method runs as a separate program.
 */
final class PageProgram {
  private static final Pattern MAIN_CLASS =
      Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+) .*\\R(?s:.*?)static void main\\(");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\\R");

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Used for all pages, since it indexes every jar of the class path; never closed. */
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, null, null);

  private PageProgram() {}

  /** Returns the output of each snippet by number. Fails if a snippet does not compile. */
  static Map<Integer, String> run(String name, List<String> snippets) throws Exception {
    Map<String, String> sources = new LinkedHashMap<>();
    Set<String> imports = new LinkedHashSet<>();
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < snippets.size(); i++) {
      body.append("snippet.accept(").append(i).append(");\n");
      Matcher program = MAIN_CLASS.matcher(snippets.get(i));
      if (program.find()) {
        sources.put(program.group(1), snippets.get(i));
        body.append(program.group(1)).append(".main(new String[0]);\n");
        continue;
      }
      IMPORT.matcher(snippets.get(i)).results().forEach(found -> imports.add(found.group()));
      body.append(IMPORT.matcher(snippets.get(i)).replaceAll(""));
    }
    sources.put(
        name,
        "%spublic final class %s {\n  public static void run(java.util.function.IntConsumer snippet) throws Exception {\n%s  }\n}\n"
            .formatted(String.join("", imports), name, body));
    return capturedOutput(compile(name, sources), name);
  }

  private static Path compile(String name, Map<String, String> sources) throws IOException {
    Path classes = Files.createDirectories(Path.of("classes", name));
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((type, text) -> units.add(source(type, text)));
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            "-Xlint:all,-processing,-classfile,-path",
            "-Werror");
    boolean success = COMPILER.getTask(messages, FILES, null, options, null, units).call();
    assertThat(success).as("%s compiles:%n%s%n%s", name, messages, listing(sources)).isTrue();
    return classes;
  }

  private static String listing(Map<String, String> sources) {
    return sources.entrySet().stream()
        .map(e -> e.getKey() + ".java\n" + e.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static JavaFileObject source(String type, String text) {
    URI uri = URI.create("string:///" + type + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreErrors) {
        return text;
      }
    };
  }

  private static Map<Integer, String> capturedOutput(Path classes, String name) throws Exception {
    Map<Integer, ByteArrayOutputStream> outputs = new LinkedHashMap<>();
    PrintStream original = System.out;
    IntConsumer startSnippet =
        number -> {
          ByteArrayOutputStream output = new ByteArrayOutputStream();
          outputs.put(number, output);
          System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        };
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, PageProgram.class.getClassLoader())) {
      loader.loadClass(name).getMethod("run", IntConsumer.class).invoke(null, startSnippet);
    } catch (InvocationTargetException e) {
      throw new AssertionError(
          "snippet %s of %s fails".formatted(outputs.size(), name), e.getCause());
    } finally {
      System.setOut(original);
    }
    Map<Integer, String> texts = new LinkedHashMap<>();
    outputs.forEach((number, output) -> texts.put(number, output.toString(StandardCharsets.UTF_8)));
    return texts;
  }
}
