package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.format.NamedTensors;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.review.TrialAddress;
import io.weightloom.runner.settings.TrialCommand;
import io.weightloom.runner.settings.WeightsPlace;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.trained.ConditionText;
import io.weightloom.runner.trained.TrainedSamples;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.text.Sha256;
import io.weightloom.trial.TrainedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Run 1 of two-moons has a trial with weights and one without; run 2 of others one without and one with. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class TrialCommandTests {

    private static final Database DATABASE = TestDatabases.H2_FILE.fresh();

    private static TrainedWeights moons;

    @TempDir
    private Path folder;

    private Path input;

    @BeforeAll
    static void train(@TempDir Path tables) {
        moons = TrainedSamples.moons();
        byte[] bytes = moons.bytes();
        try (ResultsContext context = new ResultsContext(DATABASE.dataSource(), Clock.systemUTC())) {
            SampleRun sample = SampleRun.in(context);
            Run run = sample.open("two-moons", 1);
            context.get(Trials.class)
                    .plan(run.id(), List.of(SampleRun.hypernetwork(1, 4, 7, 1028), SampleRun.plain(2, 7)));
            TrialClaim claim = sample.claim(run, 1);
            context.get(Artifacts.class).save(claim, new PlacedWeights(bytes, Sha256.of(bytes), Optional.empty()));
            context.get(Trials.class).end(claim, SampleRun.completed(0.9), 1);
            Run others = sample.open("others", 2);
            context.get(Trials.class)
                    .plan(others.id(), List.of(SampleRun.plain(1, 7), SampleRun.hypernetwork(2, 4, 7, 1028)));
            TrialClaim ofTable = sample.claim(others, 2);
            byte[] table = TrainedSamples.table(tables).bytes();
            context.get(Artifacts.class).save(ofTable, new PlacedWeights(table, Sha256.of(table), Optional.empty()));
            context.get(Trials.class).end(ofTable, SampleRun.completed(0.9), 1);
        }
    }

    @BeforeEach
    void write() throws IOException {
        input = Files.writeString(folder.resolve("new.csv"), "x,y\n0.5,0.25\n2,-0.5\n");
    }

    @Test
    void predictionsTakeThePlaceOfTheOutput() throws IOException {
        Path output = Files.writeString(folder.resolve("out.csv"), "before");
        Path another = Files.writeString(folder.resolve("out.csv.part"), "a user's");

        perform("--runner.predict=1", "--runner.input=" + input, "--runner.output=" + output);
        String first = Files.readString(output);
        perform("--runner.predict=id:1", "--runner.input=" + input, "--runner.output=" + output);

        assertThat(first.lines()).hasSize(3).first().isEqualTo("class,p(0),p(1)");
        assertThat(output).hasContent(first);
        assertThat(another).hasContent("a user's");
        assertThat(names()).containsExactlyInAnyOrder("new.csv", "out.csv", "out.csv.part", "spec.yml");
    }

    @Test
    void whatCannotTakeItsPlaceLeavesNothingBehind() throws IOException {
        Path output = Files.createDirectory(folder.resolve("out.csv"));
        Files.createFile(output.resolve("in the way"));
        TrialCommand.Predict command = new TrialCommand.Predict(
                new WeightsPlace.InDatabase(new TrialAddress.ById(1)),
                new ConditionText(Optional.empty(), Optional.empty(), Optional.empty()),
                input,
                Optional.of(output));

        assertThatThrownBy(() -> Predicting.perform(command, moons)).isInstanceOf(IOException.class);

        assertThat(names()).containsExactlyInAnyOrder("new.csv", "out.csv");
    }

    @Test
    void categoriesThatTheNetworkDoesNotKnowAreToldOnce(CapturedOutput output) throws IOException {
        Files.writeString(input, "kind,size\na,1\nc,2\nc,3\n");

        perform("--runner.predict=id:4", "--runner.input=" + input, "--runner.output=" + folder.resolve("out.csv"));

        assertThat(folder.resolve("out.csv")).content().hasLineCount(4);
        assertThat(output.getAll())
                .containsOnlyOnce("new.csv: column 'kind' holds categories that the file to train on");
    }

    @Test
    void anExportIsAFolderOfFilesThatHoldTheWeights(CapturedOutput output) throws IOException {
        Path to = folder.resolve("export");

        perform("--runner.export=two-moons/1/1", "--runner.export-to=" + to, "--runner.export-precision=float16");

        assertThat(TrainedWeights.read(Files.readAllBytes(to.resolve("hypernetwork.safetensors"))))
                .isEqualTo(moons);
        assertThat(to.resolve("README.md"))
                .content()
                .contains("two-moons, trial 1", "How far?", "0.9", "| test score of hypernetwork.onnx in float16 |");
        assertThat(output)
                .contains("test score of hypernetwork.onnx in float16: ")
                .contains("two-moons, trial 1 was exported to " + to);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --runner.predict=1                                            | runner.predict needs --runner.input=FILE, the examples to predict for
            --runner.export=1                                             | runner.export needs --runner.export-to=FOLDER, which is made
            --runner.input=new.csv                                        | runner.input is of no use without --runner.predict=TRIAL
            --runner.export-precision=int8                                | runner.export-precision is of no use without --runner.export=TRIAL
            --runner.z=1,2                                                | runner.z is of no use without --runner.predict=TRIAL
            --runner.predict=one --runner.input=new.csv                   | runner.predict must be a trial: its number in the latest run, such as 17; EXPERIMENT/RUN/17; or id:17, or else a file of trained weights, FILE.safetensors, but is 'one'
            --runner.predict=1 --runner.input=new.csv --runner.task=-1    | runner.task must be a task's number, counted from 0, but is '-1'
            --runner.predict=1 --runner.input=new.csv --runner.z=1;2      | runner.z must be numbers with commas between them, such as 0.5,-1, but is '1;2'
            --runner.predict=1 --runner.input=new.csv --runner.z=1 --runner.task=1 | runner.z cannot go with runner.task: each says alone which network is meant
            --runner.predict=1 --runner.input=new.csv --runner.export=1 --runner.export-to=x | runner.export cannot go with runner.predict: a process does one or the other
            --runner.predict=1 --runner.input=new.csv --runner.report=init | runner.predict cannot go with runner.report: a process does one or the other
            --runner.predict=1 --runner.input=new.csv --runner.z=1        | runner.z cannot be used: This network is not made for a chosen one: its z is fixed
            --runner.predict=2 --runner.input=new.csv                     | runner.predict is '2' and cannot be used: There are no weights of trial 2 (two-moons, run 1) yet: it has not ended
            --runner.predict=3 --runner.input=new.csv                     | runner.predict is '3' and names no trial of run 1 of two-moons, which has trials 1 to 2
            --runner.predict=twomoons/1/1 --runner.input=new.csv          | runner.predict is 'twomoons/1/1' and names no experiment that ran; did you mean 'two-moons'?
            --runner.predict=no.safetensors --runner.input=new.csv        | runner.predict is 'no.safetensors' and cannot be used: No file no.safetensors; the folder
            --runner.export=1 --runner.export-to=.                        | runner.export-to must be an empty folder or a new one, but
            --runner.export=1 --runner.export-to=new.csv                  | runner.export-to must be a folder, but
            --runner.predict=1 --runner.input=new.csv --runner.output=new.csv | runner.output must be another file than the input, but both are
            --runner.predict=1 --runner.input=new.csv --runner.output=no/o.csv | runner.output must be in a folder, but there is no folder
            """)
    void whatIsWrongIsOneMessage(String options, String message) {
        assertThat(faults(options)).singleElement().asString().contains(message);
    }

    @Test
    void whatWasExportedIsAskedAndExportedAgainWithoutADatabase() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path file = first.resolve("hypernetwork.safetensors");
        Path stored = folder.resolve("stored.csv");
        Path loaded = folder.resolve("loaded.csv");
        Database none = TestDatabases.H2_FILE.fresh();

        perform("--runner.export=1", "--runner.export-to=" + first);
        perform("--runner.predict=1", "--runner.input=" + input, "--runner.output=" + stored);
        perform(none, "--runner.predict=" + file, "--runner.input=" + input, "--runner.output=" + loaded);
        perform(none, "--runner.export=" + file, "--runner.export-to=" + second);

        assertThat(loaded).hasSameBinaryContentAs(stored);
        assertThat(second.resolve("hypernetwork.safetensors")).hasSameBinaryContentAs(file);
        assertThat(second.resolve("README.md")).content().contains("# hypernetwork.safetensors");
        assertThat(Path.of(none.url().replace("jdbc:h2:file:", "") + ".mv.db")).doesNotExist();
    }

    @Test
    void whatIsWrongWithAFileOfWeightsIsToldWithAllElse() throws IOException {
        byte[] bytes = moons.bytes();
        Files.write(folder.resolve("whole.safetensors"), bytes);
        Files.write(folder.resolve("short.safetensors"), Arrays.copyOf(bytes, bytes.length - 1));
        bytes[bytes.length - 1] ^= 1;
        Files.write(folder.resolve("flipped.safetensors"), bytes);
        Files.write(
                folder.resolve("others.safetensors"),
                Safetensors.write(new NamedTensors(Map.of("x", Tensor.of(new float[] {1}, 1)), new TreeMap<>())));
        Files.createDirectory(folder.resolve("folder.safetensors"));

        assertThat(faultOf("short")).contains("cannot be used: The weights are damaged: ");
        assertThat(faultOf("flipped")).contains("cannot be used: The weights are damaged: their SHA-256 is ");
        assertThat(faultOf("others")).contains("holds no weights that this program has trained");
        assertThat(faultOf("folder")).contains("folder.safetensors is a folder, not a file");
        assertThat(faults(
                        "--runner.predict=%s/whole.safetensors --runner.input=new.csv --runner.output=whole.safetensors"
                                .formatted(folder)))
                .singleElement()
                .asString()
                .contains("runner.output must be another file than the trained weights, but both are ");
        assertThat(faults("--runner.predict=%s/short.safetensors --runner.input=nwe.csv".formatted(folder)))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).contains("runner.input cannot be read"),
                        fault -> assertThat(fault).contains("The weights are damaged"));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThat(faults("--runner.predict=9 --runner.input=nwe.csv --runner.output=."))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).contains("runner.input cannot be read", "did you mean 'new.csv'?"),
                        fault -> assertThat(fault).contains("runner.output must be a file"),
                        fault -> assertThat(fault).contains("runner.predict is '9' and names no trial"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aDeviceIsNotReplacedByAFile() {
        InvalidSpecException thrown = catchThrowableOfType(
                InvalidSpecException.class,
                () -> runner(DATABASE)
                        .with("--runner.predict=1", "--runner.input=" + input, "--runner.output=/dev/null")
                        .start(TestRunner.SPEC));

        assertThat(thrown.faults())
                .singleElement()
                .asString()
                .contains("must be a file, but '/dev/null' is a pipe or device");
    }

    @Test
    void aNumberWithoutACommandsExperimentIsAskedBack() {
        InvalidSpecException thrown = catchThrowableOfType(
                InvalidSpecException.class,
                () -> runner(DATABASE)
                        .with("--runner.predict=1", "--runner.input=" + input)
                        .start("runner: {rerun: false}"));

        assertThat(thrown.faults())
                .singleElement()
                .asString()
                .contains("may stand for a trial of several experiments; write one of others/2/1 (trials 1 to 2),"
                        + " two-moons/1/1 (trials 1 to 2)");
    }

    @Test
    void whereNothingEverRanNoDatabaseIsMade() {
        Database none = TestDatabases.H2_FILE.fresh();

        InvalidSpecException thrown = catchThrowableOfType(
                InvalidSpecException.class,
                () -> runner(none)
                        .with("--runner.predict=1", "--runner.input=" + input)
                        .start(TestRunner.SPEC));

        assertThat(thrown.faults()).singleElement().asString().contains("there is no database yet at " + none.url());
        assertThat(Path.of(none.url().replace("jdbc:h2:file:", "") + ".mv.db")).doesNotExist();
    }

    private List<String> faults(String options) {
        String[] all = Stream.of(options.split(" ", -1))
                .map(option -> option.replaceFirst("(input|output|export-to)=(.*)", "$1=" + folder + "/$2"))
                .toArray(String[]::new);
        return catchThrowableOfType(
                        InvalidSpecException.class,
                        () -> runner(DATABASE).with(all).start(TestRunner.SPEC))
                .faults()
                .stream()
                .map(Fault::toString)
                .toList();
    }

    /** What is wrong with a file in the folder. */
    private String faultOf(String name) {
        List<String> faults = faults("--runner.export=%s/%s.safetensors --runner.export-to=x".formatted(folder, name));
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }

    private void perform(String... options) {
        perform(DATABASE, options);
    }

    private void perform(Database database, String... options) {
        TestRunner runner = runner(database).with(options).logging();
        assertThatThrownBy(() -> runner.start(TestRunner.SPEC))
                .isInstanceOf(SpringApplication.AbandonedRunException.class);
    }

    private TestRunner runner(Database database) {
        return new TestRunner(
                database,
                folder,
                new FakeTraining((spec, step) -> {}),
                new MovableClock(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
