package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingTest {
  @Test
  void helpNamesEveryValueOfASetting() {
    assertThat(Setting.OPTIMIZER.choices()).isNotEmpty();
    for (Setting setting : Setting.values()) {
      for (String choice : setting.choices()) {
        assertThat(setting.description()).as(setting.key()).contains(choice);
      }
    }
    assertThat(Setting.OPTIMIZER.description()).isEqualTo("adam, adamw, sgd, rmsprop or auto");
    assertThat(Setting.ENGINE.description()).startsWith("auto, compiled or dl4j: how outputs are");
    assertThat(Setting.CACHE.description()).startsWith("auto or off: cache");
  }
}
