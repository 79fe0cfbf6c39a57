package io.weightloom.runner.trained;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Predicted;
import io.weightloom.data.Scale;
import io.weightloom.trial.Predictions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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

    @Test
    void placesOfATextComeWithTheCharacterThatStandsThere() throws IOException {
        Predictions predictions = new Predictions(
                new Predicted.Classes(List.of("\n", "a")),
                new double[] {0.25, 0.75, 0.5, 0.5},
                Optional.of(new Predictions.Sequence(3, new double[] {0, Double.NaN})));

        assertThat(csv(predictions))
                .isEqualTo("place,class,\"p(\n)\",p(a),actual\r\n3,a,0.25,0.75,\"\n\"\r\n4,\"\n\",0.5,0.5,\r\n");
    }

    @Test
    void placesOfASeriesComeWithTheNumbersThatStandThere() throws IOException {
        Predictions predictions = new Predictions(
                new Predicted.Numbers(List.of("x", "y"), Scale.none(2), OptionalDouble.empty()),
                new double[] {1, 2, 3, 4},
                Optional.of(new Predictions.Sequence(7, new double[] {-0.5, 2, Double.NaN, Double.NaN})));

        assertThat(csv(predictions)).isEqualTo("place,x,y,actual(x),actual(y)\r\n7,1,2,-0.5,2\r\n8,3,4,,\r\n");
    }

    private static String csv(Predictions predictions) throws IOException {
        StringBuilder text = new StringBuilder();
        PredictionCsv.write(predictions, text);
        return text.toString();
    }
}
