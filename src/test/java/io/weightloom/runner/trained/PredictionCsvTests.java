package io.weightloom.runner.trained;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Predicted;
import io.weightloom.data.Scale;
import io.weightloom.trial.Predictions;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PredictionCsvTests {

    @Test
    void classesComeWithTheProbabilityOfEach() throws IOException {
        Predictions predictions = new Predictions(
                new Predicted.Classes(List.of("a, b", "=1")), new double[] {0.75, 0.25, 1e-9, 0.999999999});

        assertThat(csv(predictions))
                .isEqualTo("class,\"p(a, b)\",p(=1)\r\n\"a, b\",0.75,0.25\r\n=1,1E-9,0.999999999\r\n");
    }

    @Test
    void numbersAreInTheirOwnUnits() throws IOException {
        Predictions predictions = new Predictions(
                new Predicted.Numbers(List.of("price"), Scale.none(1), OptionalDouble.empty()),
                new double[] {-2e-3, 12.5, Double.POSITIVE_INFINITY});

        assertThat(csv(predictions)).isEqualTo("price\r\n-0.002\r\n12.5\r\nInfinity\r\n");
    }

    private static String csv(Predictions predictions) throws IOException {
        StringBuilder text = new StringBuilder();
        PredictionCsv.write(predictions, text);
        return text.toString();
    }
}
