package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
  private static String classOf(Profile profile, Source source, String finding) {
    return profile.classOf(source, finding).map(Object::toString).orElse("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COVID-19                          | COVID-19
          COVID-19, ARDS                    | COVID-19
          Pneumonia/Viral/COVID-19          | COVID-19
          Pneumonia                         | PNEUMONIA
          Pneumonia/Fungal/Pneumocystis     | PNEUMONIA
          'Pneumonia/Viral/Herpes '         | PNEUMONIA
          SARS                              | PNEUMONIA
          ARDS, Streptococcus               | PNEUMONIA
          viral pneumonia                   | PNEUMONIA
          Lung Opacity                      | PNEUMONIA
          No Finding                        | NORMAL
          Normal                            | NORMAL
          ARDS                              | none
          todo                              | none
          Tuberculosis                      | none
          Unknown                           | none
          """)
  void standardFindings(String finding, String expected) {
    assertThat(classOf(Profile.STANDARD, Source.IEEE8023, finding)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Pneumonia/Viral/COVID-19          | COVID-19
          Pneumonia/Bacterial/Klebsiella    | PNEUMONIA
          Pneumonia/Viral/MERS-CoV          | none
          Pneumonia                         | none
          No Finding                        | none
          """)
  void findingsOfCovidNet(String finding, String expected) {
    assertThat(classOf(Profile.COVIDNET, Source.IEEE8023, finding)).isEqualTo(expected);
  }

  @Test
  void covidNetTakesTheFirstOfAListInOtherSources() {
    assertThat(classOf(Profile.COVIDNET, Source.FIGURE1, "COVID-19, ARDS")).isEqualTo("COVID-19");
    assertThat(classOf(Profile.COVIDNET, Source.FIGURE1, "ARDS, COVID-19")).isEqualTo("none");
    assertThat(classOf(Profile.COVIDNET, Source.RADIOGRAPHY, "Lung Opacity"))
        .isEqualTo("PNEUMONIA");
  }

  @Test
  void viewsIgnoreCaseAndAbbreviations() {
    assertThat(View.isIn(View.FRONTAL, " ap  semi Erect")).isTrue();
    assertThat(View.isIn(View.FRONTAL, "APS")).isTrue();
    assertThat(View.isIn(View.FRONTAL, "L")).isFalse();
    assertThat(View.name("aps")).isEqualTo("AP Supine");
    assertThat(View.name("Axial ")).isEqualTo("Axial");
  }
}
