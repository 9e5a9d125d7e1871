package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.blockwright.data.ImageFiles;
import org.blockwright.data.copies.ContactSheet;
import org.blockwright.data.copies.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The subcommand {@code data preview}. */
@Command(
    name = "preview",
    description = {
      "Writes a contact sheet of images with augmented copies: a row for each image, which begins"
          + " with the image itself."
    },
    footer = "  blockwright data preview --augment flip,rotate=10 images -o sheet.png")
final class DataPreviewCommand implements Callable<Integer> {
  private static final int SIDE = 160;
  private static final int ROWS = 8;

  private final Session session;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "images, or folders of which the first images are shown")
  private List<Path> paths;

  @Option(
      names = {"-o", "--out"},
      order = 1,
      required = true,
      paramLabel = "FILE.png",
      converter = PngFile.class,
      description = "file of the sheet")
  private Path out;

  @Mixin private CopyOptions copies;

  @Option(
      names = "--rows",
      order = 4,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "images of each folder (default ${DEFAULT-VALUE})")
  private int rows = ROWS;

  @Option(
      names = "--size",
      order = 5,
      paramLabel = "PIXELS",
      converter = Converters.PositiveInteger.class,
      description = "height and width of a cell (default ${DEFAULT-VALUE})")
  private int side = SIDE;

  @Mixin private OutputFile outputFile;

  DataPreviewCommand(Session session) {
    this.session = session;
  }

  /** A file for a sheet. */
  static final class PngFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      if (!text.toLowerCase(Locale.ROOT).endsWith(".png")) {
        throw new TypeConversionException(AppProblems.unsupportedExtension(text, List.of(".png")));
      }
      return Path.of(text);
    }
  }

  @Override
  public Integer call() {
    Recipe recipe = copies.recipe();
    outputFile.check(out);
    List<Path> images = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        ImageFiles.in(path).images().stream().limit(rows).forEach(images::add);
      } else {
        images.add(path);
      }
    }
    ContactSheet.write(images, recipe, session.seed(), side, out);
    session.print(AppProblems.sheetWritten(out, images.size(), recipe.names().size()));
    return Main.SUCCESS;
  }
}
