package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in Chromium, where it is installed with its driver: {@code apt-get install chromium
 * chromium-driver}.
 */
@Tag("slow")
class BrowserTest {
  @TempDir private Path folder;
  private ModelServer server;
  private ChromeDriver browser;

  private static Optional<Path> program(String... names) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(directory -> Stream.of(names).map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @BeforeEach
  void start() {
    Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
    Optional<Path> driver = program("chromedriver");
    assumeThat(chromium).as("no Chromium is installed").isPresent();
    assumeThat(driver).as("no chromedriver is installed").isPresent();
    server = start(ServerOptions.defaults());
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=800,700");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver.get().toFile()).build(),
            options);
  }

  private ModelServer start(ServerOptions options) {
    return ModelServer.start(
        List.of(
            ModelSource.parse(
                TestModel.save(folder.resolve("colors.zip"), "blue", "red").toString())),
        options.listen("127.0.0.1", 0),
        line -> {},
        line -> {});
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  private String write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void await(String condition, java.util.function.BooleanSupplier done) {
    new WebDriverWait(browser, Duration.ofSeconds(20))
        .withMessage(condition)
        .until(driver -> done.getAsBoolean());
  }

  private void open() {
    browser.get(server.uri().toString());
    await(
        "the models are listed",
        () -> !browser.findElements(By.cssSelector("#model option")).isEmpty());
  }

  private String status() {
    return browser.findElement(By.id("status")).getText();
  }

  private List<WebElement> results() {
    return browser.findElements(By.cssSelector("#results > li"));
  }

  @Test
  void severalChosenImagesGetTheirClassesWithBarsAndTheTime() {
    open();

    browser
        .findElement(By.id("files"))
        .sendKeys(
            write("a red one.png", TestModel.red()) + "\n" + write("blue.png", TestModel.blue()));
    await("both images have a result", () -> status().equals("2 of 2 images have a result"));

    assertThat(results()).hasSize(2);
    for (WebElement result : results()) {
      String name = result.findElement(By.tagName("h2")).getText();
      List<WebElement> labels = result.findElements(By.tagName("th"));
      assertThat(labels.get(0).getText()).isEqualTo(name.contains("red") ? "red" : "blue");
      assertThat(result.findElement(By.cssSelector("td.number")).getText()).isEqualTo("88.1 %");
      assertThat(result.findElement(By.tagName("meter")).getDomProperty("value"))
          .startsWith("0.88");
      assertThat(result.findElement(By.className("timing")).getText()).matches("\\d+ ms");
      assertThat(result.findElement(By.tagName("img")).getDomProperty("naturalWidth"))
          .isEqualTo("20");
    }
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }

  @Test
  void droppedImageGetsItsClass() {
    open();

    browser.executeScript(
        """
        const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
        document.getElementById('drop').dispatchEvent(
            new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
        """,
        java.util.Base64.getEncoder().encodeToString(TestModel.red()));
    await("the image has a result", () -> status().equals("1 of 1 image has a result"));

    assertThat(results().get(0).findElement(By.tagName("th")).getText()).isEqualTo("red");
  }

  @Test
  void fileThatIsNoImageShowsTheReason() {
    open();

    browser.findElement(By.id("files")).sendKeys(write("a.png", new byte[] {1, 2, 3}));
    await(
        "the request has failed",
        () ->
            status().equals("0 of 1 image have a result")
                || status().equals("0 of 1 image has a result"));

    assertThat(results().get(0).findElement(By.className("error")).getText())
        .isEqualTo(
            "The image cannot be decoded: it is not a JPEG, PNG, GIF or BMP file. Pass the complete content of an image file.");
  }

  @Test
  void pageAsksForTheTokenIfTheServerHasOne() {
    server.close();
    server = start(ServerOptions.defaults().token("secret-of-the-test"));
    browser.get(server.uri().toString());
    await("the token is asked for", () -> browser.findElement(By.id("token")).isDisplayed());

    browser.findElement(By.id("token")).sendKeys("secret-of-the-test", Keys.TAB);
    await(
        "the models are listed",
        () -> !browser.findElements(By.cssSelector("#model option")).isEmpty());
    browser.findElement(By.id("files")).sendKeys(write("r.png", TestModel.red()));

    await("the image has a result", () -> status().equals("1 of 1 image has a result"));
  }

  @Test
  void everyControlIsReachedByKeyboardAndHasALabel() {
    open();
    List<String> reached = new java.util.ArrayList<>();
    for (int i = 0; i < 3; i++) {
      new Actions(browser).sendKeys(Keys.TAB).perform();
      WebElement control = browser.switchTo().activeElement();
      reached.add(control.getDomAttribute("id"));
      assertThat(control.getAccessibleName()).as(reached.get(i)).isNotBlank();
    }

    assertThat(reached).containsExactly("model", "top", "files");
    assertThat(browser.findElement(By.id("status")).getAriaRole()).isEqualTo("status");
  }

  /** Contrast of text by WCAG 2: 4.5 for text of this size; and nothing is wider than a phone. */
  @Test
  void pageFitsAPhoneAndHasEnoughContrastInLightAndDark() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 320, "height", 640, "deviceScaleFactor", 2, "mobile", true));
    open();
    for (String scheme : List.of("light", "dark")) {
      browser.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));

      Number contrast =
          (Number)
              browser.executeScript(
                  """
                  const light = text => {
                    const [r, g, b] = text.match(/\\d+/g).map(v => v / 255)
                        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const card = light(getComputedStyle(document.getElementById('drop')).backgroundColor);
                  const text = light(getComputedStyle(document.querySelector('#drop label')).color);
                  return (Math.max(card, text) + 0.05) / (Math.min(card, text) + 0.05);
                  """);
      assertThat(contrast.doubleValue()).as(scheme).isGreaterThan(4.5);
    }
    Number width = (Number) browser.executeScript("return document.documentElement.scrollWidth");
    assertThat(width.intValue()).isLessThanOrEqualTo(320);
  }
}
