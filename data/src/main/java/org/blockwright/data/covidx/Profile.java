package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How findings become classes. */
public enum Profile {
  /** Any element of a list or path counts; pneumonia of unknown cause is {@code PNEUMONIA}. */
  STANDARD("standard") {
    @Override
    Optional<ImageClass> classOf(Source source, String finding) {
      List<String> elements = new ArrayList<>();
      for (String entry : finding.split(",", -1)) {
        Arrays.stream(entry.split("/", -1)).map(Profile::normalized).forEach(elements::add);
      }
      if (elements.contains(COVID)) {
        return Optional.of(ImageClass.COVID_19);
      }
      String first = elements.get(0);
      if (PNEUMONIA.contains(first) || elements.stream().anyMatch(PATHOGENS::contains)) {
        return Optional.of(ImageClass.PNEUMONIA);
      }
      return NORMAL.contains(first) ? Optional.of(ImageClass.NORMAL) : Optional.empty();
    }
  },
  /**
   * The classes of the script that COVID-Net published. Plain "Pneumonia" and "No finding" are no
   * class there, and "MERS-CoV" misses its key "MERS"; both are kept. COVID-19 images of ieee8023
   * whose URL is that of a collection in radiography are skipped.
   */
  COVIDNET("covidnet") {
    @Override
    Optional<ImageClass> classOf(Source source, String finding) {
      String[] entries = finding.split(",", -1);
      String[] path = finding.split("/", -1);
      String element =
          normalized(
              source.form() == Source.FindingForm.LAST_OF_PATH
                  ? path[path.length - 1]
                  : entries[0]);
      if (element.equals(COVID)) {
        return Optional.of(ImageClass.COVID_19);
      }
      if (element.equals("normal")) {
        return Optional.of(ImageClass.NORMAL);
      }
      return PUBLISHED.contains(element) ? Optional.of(ImageClass.PNEUMONIA) : Optional.empty();
    }

    @Override
    boolean isExcluded(Source source, ImageClass imageClass, String url) {
      return source == Source.IEEE8023
          && imageClass == ImageClass.COVID_19
          && COLLECTIONS.stream().anyMatch(url.toLowerCase(Locale.ROOT)::contains);
    }
  };

  private static final String COVID = "covid-19";
  private static final Set<String> NORMAL = ImmutableSet.of("no finding", "normal");
  private static final Set<String> PNEUMONIA =
      ImmutableSet.of("pneumonia", "viral pneumonia", "lung opacity");
  private static final Set<String> PATHOGENS =
      ImmutableSet.of(
          "sars",
          "mers",
          "mers-cov",
          "streptococcus",
          "klebsiella",
          "chlamydophila",
          "legionella",
          "e.coli");
  private static final Set<String> PUBLISHED =
      ImmutableSet.of(
          "sars",
          "mers",
          "streptococcus",
          "klebsiella",
          "chlamydophila",
          "legionella",
          "e.coli",
          "lung opacity");
  private static final List<String> COLLECTIONS =
      List.of("eurorad.org", "ml-workgroup", "sirm.org");

  private final String id;

  Profile(String id) {
    this.id = id;
  }

  /** Returns the class of a finding that is not empty; empty if it has none. */
  abstract Optional<ImageClass> classOf(Source source, String finding);

  /** Returns whether an image is skipped since another source contains it. */
  boolean isExcluded(Source source, ImageClass imageClass, String url) {
    return false;
  }

  private static String normalized(String element) {
    return element.strip().toLowerCase(Locale.ROOT);
  }

  /** Returns the name of the option, such as {@code standard}. */
  public String id() {
    return id;
  }

  @Override
  public String toString() {
    return id;
  }
}
