package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.Decoder;

/**
 * The images in a folder and its subfolders, without classes, for instance to predict them. As in
 * {@link ImageFolder}, images are recognized by content and not by extension, links are followed,
 * and hidden files are ignored.
 *
 * @param images files that are images, sorted by key
 * @param skipped all other files, with the reason, sorted by key
 */
public record ImageFiles(List<Path> images, List<SkippedFile> skipped) {
  public ImageFiles {
    images = ImmutableList.copyOf(images);
    skipped = ImmutableList.copyOf(skipped);
  }

  /**
   * Searches a folder.
   *
   * @throws DataException if it is not a folder
   */
  public static ImageFiles in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw Files.exists(folder)
          ? DataProblems.notAFolder(folder)
          : DataProblems.noSuchFolder(folder);
    }
    List<SkippedFile> skipped = new ArrayList<>();
    List<Map.Entry<String, Path>> files =
        List.copyOf(FolderWalk.files(folder, folder, skipped).entrySet());
    List<Optional<String>> problems =
        files.parallelStream().map(file -> Decoder.findProblem(file.getValue())).toList();
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Map.Entry<String, Path> file = files.get(i);
      problems
          .get(i)
          .ifPresentOrElse(
              reason -> skipped.add(new SkippedFile(file.getKey(), reason)),
              () -> images.add(file.getValue()));
    }
    skipped.sort(Comparator.comparing(SkippedFile::key));
    return new ImageFiles(images, skipped);
  }
}
