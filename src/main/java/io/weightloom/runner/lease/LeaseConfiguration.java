package io.weightloom.runner.lease;

import io.weightloom.runner.database.H2Url;
import io.weightloom.runner.database.SqlValues;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who this process is to others, and how it is told to stop. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    @Bean
    RunnerId runnerId() {
        return RunnerId.current();
    }

    @Bean
    StopSignal stopSignal() {
        return new StopSignal();
    }

    @Bean
    @ConditionalOnMissingBean
    Pause pause() {
        return Pause::sleep;
    }

    @Bean
    Patience patience(
            DataSource database,
            @Value("${runner.database-patience}") Duration atMost,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        return new Patience(database, atMost, clock, pause, stop);
    }

    /** H2 locks its file, so whoever has it open is alone, unless the URL says otherwise. */
    @Bean
    RunLeases.Exclusivity exclusivity(@Value("${spring.datasource.url:}") String url) {
        boolean alone = H2Url.of(url).filter(H2Url::isExclusive).isPresent();
        return () -> alone;
    }

    @Bean
    @ConditionalOnMissingBean
    DatabaseClock databaseClock(JdbcClient jdbc) {
        return () -> jdbc.sql("select current_timestamp as shown")
                .query((row, i) -> SqlValues.instant(row, "shown"))
                .single();
    }

    @Bean
    @Conditional(SeveralMachines.class)
    ClockCheck clockCheck(DatabaseClock there, Clock here, @Value("${runner.lease}") Duration lease) {
        return new ClockCheck(there, here, lease);
    }

    /** Managers and workers; a local runner takes the clocks of its neighbours as they are. */
    static final class SeveralMachines extends NoneNestedConditions {

        SeveralMachines() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(name = "runner.role", havingValue = "local", matchIfMissing = true)
        static final class Local {}
    }

    @Bean
    RunLeases runLeases(
            Leases leases,
            RunnerId self,
            RunLeases.Exclusivity exclusivity,
            @Value("${runner.lease}") Duration lease,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        return new RunLeases(leases, self, exclusivity, lease, clock, pause, stop);
    }
}
